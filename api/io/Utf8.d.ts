export declare const isBoundary: (bytes: Uint8Array, offset: number) => boolean;
export declare const isBoundaryByte: (byte: number) => boolean;
export declare const floorBoundary: (bytes: Uint8Array, offset: number) => number;
export declare const incompleteTail: (bytes: Uint8Array) => number;
export declare const firstInvalid: (bytes: Uint8Array) => number;
