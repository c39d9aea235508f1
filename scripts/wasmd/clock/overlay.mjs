// A clock that tests set, for the local chain's wasmd. A Go program asks the kernel for the time in a way that no preloaded
// library can come between, so wasmd is built with a package `time` that adds to the wall clock what a file says.
//
//   node scripts/wasmd/clock/overlay.mjs TIME FOLDER     TIME: where Go has that package; FOLDER gets overlay.json
//                                                        for 'go build -overlay'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [time, folder] = process.argv.slice(2);
const original = join(time, 'time.go');

// What all of Go's programs call for the wall clock. The package itself asks elsewhere once, for today's name of the zone.
const before = 'func Now() Time {\n\tsec, nsec, mono := runtimeNow()\n';
const after = `${before}\tif clockAhead != nil {\n\t\tsec, nsec = setAhead(sec, nsec)\n\t}\n`;

const parts = readFileSync(original, 'utf8').split(before);
if (parts.length !== 2) {
  console.error(`error: expected time.Now in ${original} to begin as that of Go 1.26, once; found that ${parts.length - 1} times`);
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'time.go'), parts.join(after));
writeFileSync(join(folder, 'overlay.json'), JSON.stringify({
  Replace: {
    [original]: join(folder, 'time.go'),
    [join(time, 'chartseal_clock.go')]: fileURLToPath(new URL('clock.go', import.meta.url)),
  },
}));
