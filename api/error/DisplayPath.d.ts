export declare const displayText: (text: string) => string;
export declare const displayPath: (path: string) => string;
