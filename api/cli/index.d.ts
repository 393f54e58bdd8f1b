export * as Cli from "./Cli.ts";
export * as ExitCode from "./ExitCode.ts";
