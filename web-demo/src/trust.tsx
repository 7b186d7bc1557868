import { type Evidence, type Level, type Marketplace, type Report, type Step, verify } from "@ggen/marketplace";
import { useEffect, useState } from "preact/hooks";

/** The files of the evidence that a byte can be flipped in. */
const FILES = ["archive", "statement", "signature", "publicKey"] as const;
type File = (typeof FILES)[number];

const WORDS: Record<File, string> = {
  archive: "the archive",
  statement: "the statement",
  signature: "the signature",
  publicKey: "the public key",
};

const MARK: Record<Step["outcome"], string> = { passed: "✓", failed: "✗", skipped: "–" };

/** What a release of each level is proven to be once nothing has failed. */
const PROVEN: Record<Level, string> = {
  signed: "signed by the publisher's key, and exactly what the log holds",
  logged: "exactly what the log holds; no publisher has signed it",
  unsigned: "the log holds its import; no publisher has signed it",
};

interface Verdict {
  report: Report;
  flipped: File | undefined;
}

/** Fetches what proves a release, checks it in this page, and shows each step. */
export function TrustPanel(props: { marketplace: Marketplace; name: string; version: string }) {
  const { marketplace, name, version } = props;
  const [evidence, setEvidence] = useState<Evidence>();
  const [verdict, setVerdict] = useState<Verdict>();
  const [problem, setProblem] = useState<string>();
  const [file, setFile] = useState<File>("archive");

  const judge = async (brought: Evidence, flipped: File | undefined) => {
    const report = await verify(flipped === undefined ? brought : withFlippedByte(brought, flipped));
    setVerdict({ report, flipped });
  };
  useEffect(() => {
    const ended = new AbortController();
    const begin = async () => {
      const brought = await marketplace.evidence(name, version, { signal: ended.signal });
      setEvidence(brought);
      setFile(FILES.find((candidate) => brought[candidate] !== undefined) ?? "statement");
      await judge(brought, undefined);
    };
    begin().catch((error: unknown) => {
      if (!ended.signal.aborted) setProblem(error instanceof Error ? error.message : String(error));
    });
    return () => ended.abort();
  }, [marketplace, name, version]);

  return (
    <section class="trust" aria-labelledby="trust">
      <h2 id="trust">Trust</h2>
      {problem !== undefined && <p class="notice bad">{problem}</p>}
      {verdict === undefined && problem === undefined && <p class="notice">Fetching and checking…</p>}
      {verdict !== undefined && <Shown verdict={verdict} level={evidence?.level ?? "unsigned"} />}
      {evidence !== undefined && (
        <p class="tamper">
          <button type="button" onClick={() => judge(evidence, file)}>
            Flip one byte
          </button>
          <label>
            {" in "}
            <select value={file} onChange={(event) => setFile(event.currentTarget.value as File)}>
              {FILES.filter((candidate) => evidence[candidate] !== undefined).map((candidate) => (
                <option key={candidate} value={candidate}>
                  {WORDS[candidate]}
                </option>
              ))}
            </select>
          </label>
          {verdict?.flipped !== undefined && (
            <button type="button" onClick={() => judge(evidence, undefined)}>
              Back to the real bytes
            </button>
          )}
        </p>
      )}
    </section>
  );
}

function Shown({ verdict: { report, flipped }, level }: { verdict: Verdict; level: Level }) {
  const change = flipped === undefined ? "" : ` with one byte of ${WORDS[flipped]} flipped`;
  const outcome = report.verified ? PROVEN[level] : `at step “${report.failure?.id}”`;
  return (
    <>
      <p class={report.verified ? "verdict good" : "verdict bad"} role="status">
        {report.verified ? "Verified" : "Refused"}
        {change}: {outcome}.
      </p>
      <ol class="steps">
        {report.steps.map((step) => (
          <li key={step.id} class={step.outcome} data-step={step.id}>
            <span class="mark" aria-hidden="true">
              {MARK[step.outcome]}
            </span>
            <div>
              <strong>{step.id}</strong> <span class="outcome">{step.outcome}</span>
              {step.code !== null && <code class="code">{step.code}</code>}
              <p>{step.detail}</p>
              {step.repeat !== null && (
                <details>
                  <summary>Repeat it yourself</summary>
                  <pre>{step.repeat}</pre>
                </details>
              )}
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}

/** A copy of the evidence in which one bit in the middle of `file` is another. */
function withFlippedByte(evidence: Evidence, file: File): Evidence {
  const bytes = evidence[file]?.slice();
  if (bytes === undefined || bytes.length === 0) return evidence;
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  return { ...evidence, [file]: bytes };
}
