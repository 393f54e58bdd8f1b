export { ContextualError, SourceSpan } from "./ContextualError.ts"
export { displayPath, displayText } from "./DisplayPath.ts"
export { DomainError } from "./DomainError.ts"
export type { DomainErrorOf } from "./DomainError.ts"
export * from "./DomainReason.ts"
export { Errno, errnoAdvice, errnoMeaning } from "./Errno.ts"
export { collectOk, withPath, withSnippet, withSpan } from "./ErrorContext.ts"
export type { WithContext } from "./ErrorContext.ts"
export { ErrorPolicy } from "./ErrorPolicy.ts"
export * as Fail from "./Fail.ts"
export { FatalError } from "./FatalError.ts"
export type { FatalErrorOf } from "./FatalError.ts"
export * from "./FatalReason.ts"
export { InternalError } from "./InternalError.ts"
export type { InternalErrorOf } from "./InternalError.ts"
export * from "./InternalReason.ts"
export { Operation } from "./Operation.ts"
export {
  fromJson,
  isPlokeError,
  isWarning,
  osCode,
  pathOf,
  PlokeError,
  reasonForProblem,
  severity,
  toJson,
  withoutContext
} from "./PlokeError.ts"
export type { PlokeErrorKind, Severity } from "./PlokeError.ts"
export { redact } from "./Redact.ts"
export { TransactionProblem, TransactionProblemReason } from "./TransactionProblem.ts"
export { WarningError } from "./WarningError.ts"
export type { WarningErrorOf } from "./WarningError.ts"
export * from "./WarningReason.ts"
