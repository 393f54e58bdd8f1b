export declare const make: (target: string, process: number, random: string) => string;
export declare const processOf: (name: string) => number | undefined;
