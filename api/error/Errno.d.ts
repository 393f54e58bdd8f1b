import * as Schema from "effect/Schema";
export declare const Errno: Schema.Literals<readonly ("EACCES" | "EAGAIN" | "EBADF" | "EBUSY" | "ECANCELED" | "EDQUOT" | "EEXIST" | "EFBIG" | "EINTR" | "EINVAL" | "EIO" | "EISDIR" | "ELOOP" | "EMFILE" | "EMLINK" | "ENAMETOOLONG" | "ENFILE" | "ENODEV" | "ENOENT" | "ENOLCK" | "ENOMEM" | "ENOSPC" | "ENOSYS" | "ENOTDIR" | "ENOTEMPTY" | "ENOTSUP" | "ENXIO" | "EOPNOTSUPP" | "EOVERFLOW" | "EPERM" | "EPIPE" | "EROFS" | "ESTALE" | "ETIMEDOUT" | "ETXTBSY" | "EXDEV")[]>;
export type Errno = typeof Errno.Type;
export declare const errnoMeaning: (code: string) => string;
export declare const errnoAdvice: (code: string) => string;
