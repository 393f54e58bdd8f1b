export declare const isEqual: (a: Uint8Array, b: Uint8Array) => boolean;
export declare const count: (bytes: Uint8Array, value: number) => number;
export declare const lengthOf: (pieces: ReadonlyArray<Uint8Array>) => number;
export declare const concat: (pieces: ReadonlyArray<Uint8Array>) => Uint8Array;
