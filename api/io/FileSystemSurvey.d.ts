import * as Effect from "effect/Effect";
import type * as FileSystem from "effect/FileSystem";
import type { FileAccess } from "./FileAccess.ts";
import type { SurveyFinding, SurveyOrder } from "./Survey.ts";
export declare const surveyOne: (fs: FileSystem.FileSystem, trace: FileAccess["Service"]["trace"], order: SurveyOrder) => Effect.Effect<SurveyFinding>;
