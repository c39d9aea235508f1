// Puts the settings of a fragment into a file that `wasmd init` wrote.
//
//   node scripts/operate/settings.mjs FRAGMENT.toml FILE.toml
//
// Refuses, and changes nothing, if the file lacks a setting or has another kind of value for it, or if the fragment still has
// a <placeholder>. Both are read line by line: one `key = value` a line, which is what wasmd writes of all but one list.
import { chmodSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const header = /^\[([\w.-]+)\]\s*$/;
const setting = /^([\w.-]+)\s*=\s*(.*?)\s*$/;

/** The lines of a TOML file, each with the full name of the setting that it makes, if it makes one. */
function lines(text) {
  let section = '';
  return text.split('\n').map(line => {
    if (header.test(line)) section = `${header.exec(line)[1]}.`;
    const [, key, value] = setting.exec(line) ?? [];
    return key === undefined ? { line } : { line, key, name: section + key, value };
  });
}

const kind = value => (/^["']/.test(value) ? 'text' : value.startsWith('[') ? 'list' : /^(true|false)$/.test(value) ? 'truth' : 'number');

/** The settings of a file: full name to value as it is written. */
export const settings = text => new Map(lines(text).filter(({ name }) => name).map(({ name, value }) => [name, value]));

/** What a fragment cannot be put into the file for, one text a fault. */
export function faults(fragment, text) {
  const there = settings(text);
  return [...settings(fragment)].flatMap(([name, value]) => {
    if (!there.has(name)) return [`${name} is not a setting of the file`];
    if (kind(value) !== kind(there.get(name))) return [`${name} is a ${kind(there.get(name))} there, and a ${kind(value)} here`];
    return [];
  });
}

/** The file with the settings of the fragment. */
export function put(fragment, text) {
  const blanks = [...settings(fragment)].filter(([, value]) => /<[^>]*>/.test(value)).map(([name, value]) => `${name} = ${value} has to be filled in`);
  const wrong = [...faults(fragment, text), ...blanks];
  if (wrong.length) throw new Error(wrong.join('\n'));
  const wanted = settings(fragment);
  return lines(text).map(({ line, key, name }) => (wanted.has(name) ? `${key} = ${wanted.get(name)}` : line)).join('\n');
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const [fragment, file, ...more] = process.argv.slice(2);
    if (!file || more.length) throw new Error('expected FRAGMENT.toml FILE.toml');
    const made = put(readFileSync(fragment, 'utf8'), readFileSync(file, 'utf8'));
    writeFileSync(`${file}.new`, made, { mode: 0o600 });
    chmodSync(`${file}.new`, statSync(file).mode);
    renameSync(`${file}.new`, file);
  } catch (error) {
    console.error(`error: ${error.message}`);
    process.exit(1);
  }
}
