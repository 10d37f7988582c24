/**
 * Preloaded into a test process: hands Node one source file with one change, which `MUTANT` names as JSON. Nothing on the
 * disk is touched, so a run that is cut short leaves no change behind.
 */
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const mutant = JSON.parse(process.env['MUTANT'] ?? 'null') as {
  file: string;
  start: number;
  end: number;
  text: string;
} | null;

if (mutant) {
  const url = pathToFileURL(mutant.file).href;
  registerHooks({
    load(asked, context, next) {
      const loaded = next(asked, context);
      if (asked !== url) return loaded;
      const source = String(loaded.source);
      return { ...loaded, source: source.slice(0, mutant.start) + mutant.text + source.slice(mutant.end) };
    },
  });
}
