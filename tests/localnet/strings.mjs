// A protobuf message whose fields 1, 2, 3, … are strings, in Base64: node strings.mjs FIELD...
const varint = number => (number < 128 ? [number] : [(number & 127) | 128, ...varint(number >>> 7)]);
const field = (text, at) => {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([((at + 1) << 3) | 2, ...varint(bytes.length)]), bytes]);
};
console.log(Buffer.concat(process.argv.slice(2).map(field)).toString('base64'));
