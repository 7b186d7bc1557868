import type { Step } from "./types.js";

/** A verdict as a list of steps. Its JSON is that of the command line's `verify --format json`. */
export class Report {
  /** What it is about: `name@version`, or what the caller calls the file. */
  readonly subject: string;
  /** Whether no step failed. A release that nobody signed has steps that are skipped, and says so there. */
  readonly verified: boolean;
  /** One step for every check there is, in order; the first failure ends the checking. */
  readonly steps: readonly Step[];

  /** @internal */
  constructor(subject: string, steps: readonly Step[]) {
    this.subject = subject;
    this.verified = steps.length > 0 && steps.every((step) => step.outcome !== "failed");
    this.steps = steps;
  }

  /** The step that failed, if one did. */
  get failure(): Step | undefined {
    return this.steps.find((step) => step.outcome === "failed");
  }
}
