// Prints how the messages that a node knows differ from scripts/lib/messages.mjs, a line each; nothing if they don't.
//
//   node tests/localnet/messages.mjs RPC
import { closed, open, unsendable } from '../../scripts/lib/messages.mjs';

/** The strings of a protobuf message that has but one repeated string. */
function strings(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length; ) {
    if (bytes[at] !== 0x0a) throw new Error(`expected the tag of field 1 at byte ${at}, got ${bytes[at]}`);
    let length = 0;
    let shift = 0;
    do {
      at += 1;
      length |= (bytes[at] & 127) << shift;
      shift += 7;
    } while (bytes[at] & 128);
    found.push(bytes.subarray(at + 1, at + 1 + length).toString());
    at += 1 + length;
  }
  return found;
}

const asked = Buffer.from('cosmos.base.v1beta1.Msg');
const query = new URLSearchParams({
  path: '"/cosmos.base.reflection.v1beta1.ReflectionService/ListImplementations"',
  data: `0x${Buffer.concat([Buffer.from([0x0a, asked.length]), asked]).toString('hex')}`,
});
const { result } = await (await fetch(`${process.argv[2]}/abci_query?${query}`)).json();
if (result.response.code !== 0) throw new Error(result.response.log);

const known = strings(Buffer.from(result.response.value, 'base64'));
const listed = [...open, ...closed, ...unsendable];
for (const url of known) if (!listed.includes(url)) console.log(`not listed: ${url}`);
for (const url of listed) if (!known.includes(url)) console.log(`not known to the chain: ${url}`);
