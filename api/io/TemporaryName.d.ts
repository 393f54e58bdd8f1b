export declare const make: (target: string, process: string, random: string) => string;
export declare const processOf: (name: string) => string | undefined;
