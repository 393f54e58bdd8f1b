/**
 * What the factories of errors take: the fields of a reason, where an optional one may also be given as `undefined`,
 * because callers pass on what a request left out.
 */

/** What a reason's constructor takes, loosened. */
export type Fields<Reason extends abstract new (...args: ReadonlyArray<never>) => unknown> = Loose<
  ConstructorParameters<Reason>[0]
>

type Loose<Given> = {
  [Key in keyof Given]: Record<never, never> extends Pick<Given, Key> ? Given[Key] | undefined : Given[Key]
}

/** Leaves out what was given as `undefined`. */
export const defined = <Given extends object>(fields: Loose<Given>): Given =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given
