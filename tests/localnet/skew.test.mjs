// A validator whose clock is wrong: the time of blocks is the median of what all validators say, so that it does not follow one.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { agree, ask, goesOn, header, height, setClock } from './nodes.mjs';

const WRONG = 3;
const ALL = [0, 1, 2, 3];
const time = text => Date.parse(text);

/** What the wrong validator says that it is at a height, or nothing if it did not sign. */
async function said(at) {
  const { validator_info: validator } = await ask(WRONG, 'status');
  const { signed_header: signed } = await ask(0, `commit?height=${at}`);
  const signature = signed.commit.signatures.find(({ validator_address: who }) => who === validator.address);
  return signature && time(signature.timestamp) - time(signed.header.time);
}

after(() => setClock(WRONG, 0));

for (const [what, seconds, shows] of [
  ['ten minutes ahead', 600, apart => apart > 500_000],
  // It says no time before the block that it signs, so that its word is one millisecond after it.
  ['ten minutes behind', -600, apart => apart === 1],
]) {
  describe(`a validator's clock ${what}`, () => {
    test('moves no block out of the time of the others, and the chain goes on', async () => {
      setClock(WRONG, seconds);
      const began = Date.now();
      // A block's time was said by those who signed the one before.
      const first = (await height(0)) + 3;
      const last = (await goesOn(ALL, 15)) - 1;
      const ended = Date.now();
      let before = time((await header(0, first - 1)).time);
      const apart = [];
      for (let at = first; at < last; at += 1) {
        const now = time((await header(0, at)).time);
        assert.ok(before < now, `block ${at} is not later than the one before`);
        assert.ok(began <= now && now <= ended, `block ${at} is of ${new Date(now).toISOString()}, outside of the others' time`);
        before = now;
        apart.push(await said(at));
      }
      // The control: that its clock was wrong can be seen in what it signed.
      assert.ok(apart.some(value => value !== undefined && shows(value)), `it signed, in milliseconds after each block, ${apart.join(', ')}`);
      await agree(ALL, [last]);
    });
    test('set right, it is as the others', async () => {
      setClock(WRONG, 0);
      const at = await goesOn(ALL, 5);
      await agree(ALL, [at]);
    });
  });
}
