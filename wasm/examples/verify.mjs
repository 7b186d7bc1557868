// Verify a package of a registry in Node:
//   node verify.mjs REGISTRY PACKAGE [--flip archive|statement|signature|publicKey]
// REGISTRY is a URL or a folder. Exit code: 0 verified, 3 refused.
import { open, verify } from "@ggen/marketplace";

const [registry, subject, flag, file] = process.argv.slice(2);
const [name, version] = subject.split(/(?<=.)@/);

const marketplace = await open(registry);
const evidence = await marketplace.evidence(name, version);
if (flag === "--flip") evidence[file][evidence[file].length >> 1] ^= 1;

const report = await verify(evidence);
for (const step of report.steps) {
  console.log(`${step.outcome.padEnd(7)}  ${step.id.padEnd(15)}  ${step.code ?? ""} ${step.detail}`);
}
console.log(`${report.subject}: ${report.verified ? "verified" : "REFUSED"}`);
marketplace.free();
process.exitCode = report.verified ? 0 : 3;
