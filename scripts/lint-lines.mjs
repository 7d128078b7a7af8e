/**
 * `npm run lint:lines`: checks the built-in packs. Prints the coverage of each language, every finding, and their
 * number by kind; exits 1 when there are errors. Reads the built code in dist/, so build first.
 */
import { coverageOf } from '../dist/dialogue/pack-coverage.rules.js';
import { lintLines } from '../dist/dialogue/pack-lint.rules.js';
import { loadPacks, PackError } from '../dist/dialogue/pack-loader.js';
import { PERSONA_NAMES } from '../dist/dialogue/persona.tables.js';
import { EVENT_TYPES } from '../dist/emotion/event-type.tables.js';

/** The languages that must be complete. */
const LANGUAGES = ['en', 'zh', 'ja', 'ko', 'es', 'de', 'fr', 'pt-BR'];

function print(line) {
  process.stdout.write(`${line}\n`);
}

function lint() {
  const library = loadPacks();
  const eventTypes = Object.keys(EVENT_TYPES);
  for (const { language, lines, covered, cells, share } of coverageOf(library, eventTypes, PERSONA_NAMES)) {
    print(`${language}: ${lines} lines, ${covered} of ${cells} cells covered (${(share * 100).toFixed(1)} %)`);
  }
  const findings = lintLines(library.lines, { eventTypes, personas: PERSONA_NAMES, languages: LANGUAGES });
  const counts = new Map();
  for (const { kind, severity, language, lineId, message } of findings) {
    print(`${severity}  ${kind}  ${language}${lineId === null ? '' : `/${lineId}`}  ${message}`);
    counts.set(`${severity} ${kind}`, (counts.get(`${severity} ${kind}`) ?? 0) + 1);
  }
  for (const [kind, count] of [...counts].sort()) {
    print(`${kind}: ${count}`);
  }
  return findings.some(({ severity }) => severity === 'error') ? 1 : 0;
}

try {
  process.exitCode = lint();
} catch (error) {
  if (!(error instanceof PackError)) {
    throw error;
  }
  print(error.message);
  process.exitCode = 1;
}
