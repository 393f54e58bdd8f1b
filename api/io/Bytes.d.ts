export declare const isEqual: (a: Uint8Array, b: Uint8Array) => boolean;
export declare const count: (bytes: Uint8Array, value: number) => number;
