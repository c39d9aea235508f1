// Addresses in Bech32 (BIP 173), as Cosmos chains write them.
import { createHash } from 'node:crypto';

const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const generator = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

const checksum = values =>
  values.reduce((sum, value) => {
    const top = sum >>> 25;
    return generator.reduce((next, term, bit) => ((top >>> bit) & 1 ? next ^ term : next), ((sum & 0x1ffffff) << 5) ^ value);
  }, 1);

const expanded = prefix => [...[...prefix].map(c => c.charCodeAt(0) >> 5), 0, ...[...prefix].map(c => c.charCodeAt(0) & 31)];

/** Groups of `from` bits as groups of `to` bits, filled up with zeros. */
function regroup(values, from, to) {
  const groups = [];
  let held = 0;
  let bits = 0;
  for (const value of values) {
    held = (held << from) | value;
    bits += from;
    while (bits >= to) {
      bits -= to;
      groups.push((held >> bits) & ((1 << to) - 1));
    }
    held &= (1 << bits) - 1;
  }
  if (to < from && bits > 0) groups.push((held << (to - bits)) & ((1 << to) - 1));
  return groups;
}

/** Bytes as an address. */
export function encode(prefix, bytes) {
  const data = regroup(bytes, 8, 5);
  const sum = checksum([...expanded(prefix), ...data, 0, 0, 0, 0, 0, 0]) ^ 1;
  const tail = [25, 20, 15, 10, 5, 0].map(shift => (sum >>> shift) & 31);
  return `${prefix}1${[...data, ...tail].map(value => alphabet[value]).join('')}`;
}

/** The bytes of an address of that prefix, in lower case, with a checksum that holds; nothing if it is none. */
export function decode(prefix, text) {
  if (typeof text !== 'string' || !text.startsWith(`${prefix}1`)) return undefined;
  const data = [...text.slice(prefix.length + 1)].map(c => alphabet.indexOf(c));
  if (data.length <= 6 || data.includes(-1) || checksum([...expanded(prefix), ...data]) !== 1) return undefined;
  const bits = (data.length - 6) * 5;
  return Uint8Array.from(regroup(data.slice(0, -6), 5, 8).slice(0, bits >> 3));
}

/** The address of a module's own account: governance is `gov`. */
export const moduleAddress = (prefix, name) => encode(prefix, createHash('sha256').update(name).digest().subarray(0, 20));
