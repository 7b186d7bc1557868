// A second reader of catalogue segments, checked against docs/formats.md.
//
// What it does not hold: the two transducers (sections 6 and 7). Their format is that of the `fst` crate.
import { createHash } from "node:crypto";
import * as zlib from "node:zlib";

const SECTIONS = ["rows", "cards", "labels", "dictionary", "triples", "terms", "names", "postings",
  "graphs", "removals", "prefixes"];
const MAGIC = "GGENSEG\0";
const HEADER = 32;
const ENTRY = 56;
const ROW = 40;
const BLOCK = 16;
const GROUP = 16;
const LONGEST_SHORT_STRING = 64;
const MOST_TOKENS = 65_536;
const LONGEST_TOKEN = 16;
const DAY = 86_400;
const WIDEST = 57;
const LIST_BLOCK = 64;
const LEVELS = ["unsigned", "logged", "signed"];
const XSD = "http://www.w3.org/2001/XMLSchema#";
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** SHA-256 as the formats write it. */
export function digest(bytes) {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

/** Opens a segment: every bound, checksum and digest is checked. */
export function openSegment(bytes) {
  const sections = readHeader(bytes);
  const dictionary = readDictionary(new Cursor(sections.dictionary));
  const labels = readStrings(new Cursor(sections.labels));
  return {
    sections,
    dictionary,
    labels,
    rows: readRows(sections.rows, sections.cards, labels),
    triples: readTriples(new Cursor(sections.triples)),
    graphs: readGraphs(new Cursor(sections.graphs)),
    removals: readRemovals(new Cursor(sections.removals)),
    postings: (at) => readPostings(new Cursor(sections.postings, at)),
    prefixes: readPrefixes(new Cursor(sections.prefixes)),
  };
}

/** Header and section table: the bytes of each section by name. */
export function readHeader(bytes) {
  const head = new Cursor(bytes);
  need(head.text(8) === MAGIC, "the magic is not a segment's");
  need(head.u32() === 3, "the format version is not 3");
  need(head.u32() === SECTIONS.length, "the number of sections is not 11");
  need(head.u64() === bytes.length, "the length is not the segment's");
  const checksum = head.u32();
  need(head.u32() === 0, "the reserved field is not zero");
  const table = HEADER + ENTRY * SECTIONS.length;
  const zeroed = Uint8Array.from(bytes.subarray(0, table));
  zeroed.fill(0, 24, 28);
  need(crc32(zeroed) === checksum, "the checksum of the header is wrong");
  let end = table;
  const sections = {};
  SECTIONS.forEach((name, index) => {
    need(head.u32() === index + 1, "a section is out of order");
    const [crc, offset, length] = [head.u32(), head.u64(), head.u64()];
    need(offset === end, "a section does not follow the one before it");
    end = offset + length;
    need(end <= bytes.length, "a section is longer than the segment");
    sections[name] = bytes.subarray(offset, end);
    need(crc32(sections[name]) === crc, `the checksum of ${name} is wrong`);
    need(digest(sections[name]).slice(7) === hex(head.take(32)), `the digest of ${name} is wrong`);
  });
  need(end === bytes.length, "bytes follow the last section");
  return sections;
}

/** Packed numbers: an object with `length` and `get`. */
export function readPacked(cursor) {
  const length = cursor.u32();
  const width = cursor.u8();
  need(width <= WIDEST, "a width is too large");
  need(cursor.take(3).every((byte) => byte === 0), "the three bytes after a width are not zero");
  const bytes = cursor.take(Math.ceil((length * width) / 8) + 8);
  return { length, get: (index) => bits(bytes, length, width, index) };
}

/** Strings: a list. */
export function readStrings(cursor) {
  const ends = readPacked(cursor);
  const bytes = cursor.take(cursor.u32());
  const list = [];
  for (let i = 0, start = 0; i < ends.length; i += 1) {
    const end = Number(ends.get(i));
    need(start <= end && end <= bytes.length, "a string is out of range");
    list.push(utf8.decode(bytes.subarray(start, end)));
    start = end;
  }
  return list;
}

/** Numbers: a list, ascending. */
export function readNumbers(cursor) {
  const least = cursor.i64();
  const distances = readPacked(cursor);
  const list = Array.from({ length: distances.length }, (_, i) => least + distances.get(i));
  need(list.every((value, i) => i === 0 || list[i - 1] < value), "numbers do not ascend");
  need(list.length === 0 || list[0] === least, "the smallest number is another");
  return list;
}

/** Front-coded strings: a list, in the order of ranks. */
export function readFrontCoded(cursor) {
  const count = cursor.u32();
  const heads = readStrings(cursor);
  const offsets = readPacked(cursor);
  need(offsets.length === Math.ceil(count / BLOCK), "a block is missing");
  const inside = new Cursor(cursor.take(cursor.u32()));
  const list = [];
  for (let block = 0; block < offsets.length; block += 1) {
    need(Number(offsets.get(block)) === inside.at, "a block does not follow the one before it");
    list.push(...readBlock(inside, Math.min(BLOCK, count - list.length)));
  }
  need(inside.rest().length === 0, "bytes follow the last block");
  const strings = decoded(list);
  const first = strings.filter((_, i) => i % (BLOCK * GROUP) === 0);
  need(first.join("\0") === heads.join("\0") && first.length === heads.length, "the heads are others");
  return strings;
}

function readBlock(cursor, strings) {
  const width = cursor.u8();
  need(width === 1 || width === 4, "a width of lengths is neither 1 nor 4");
  const lengths = Array.from({ length: 2 * strings - 1 }, () => (width === 1 ? cursor.u8() : cursor.u32()));
  need(width === (Math.max(...lengths) < 256 ? 1 : 4), "the width of lengths is another");
  const head = cursor.take(lengths[0]);
  const further = lengths.slice(strings).map((length, i) => {
    const [shared, rest] = [lengths[i + 1], cursor.take(length)];
    need(shared <= head.length, "a string shares more than there is");
    need(rest.length === 0 || rest[0] !== head[shared], "a string shares less than it could");
    return Buffer.concat([head.subarray(0, shared), rest]);
  });
  return [head, ...further];
}

/** Tokens: a list of byte strings. */
export function readTokens(cursor) {
  const places = readPacked(cursor);
  need(places.length <= MOST_TOKENS, "there are too many tokens");
  const bytes = cursor.take(cursor.u32());
  need(cursor.take(LONGEST_TOKEN).every((byte) => byte === 0), "the padding of tokens is not zero");
  return Array.from({ length: places.length }, (_, i) => {
    const place = Number(places.get(i));
    const start = Math.floor(place / LONGEST_TOKEN);
    const end = start + (place % LONGEST_TOKEN) + 1;
    need(end <= bytes.length, "a token is out of range");
    return bytes.subarray(start, end);
  });
}

/** Texts made of `tokens`: a list, in the order of ranks. */
export function readTexts(cursor, tokens) {
  const [ends, codes] = [readPacked(cursor), readPacked(cursor)];
  const list = [];
  for (let at = 0; list.length < ends.length; ) {
    const parts = [];
    for (const end = Number(ends.get(list.length)); at < end; at += 1) {
      const code = Number(codes.get(at));
      parts.push(tokens.length === 0 ? Buffer.from([code]) : tokens[code]);
    }
    list.push(Buffer.concat(parts));
  }
  return decoded(list);
}

/** Rows with their cards and labels. */
export function readRows(rows, cards, labels) {
  need(rows.length % ROW === 0, "a row is cut off");
  const cursor = new Cursor(rows);
  const label = (number) => (number === 0 ? null : labels[number - 1]);
  const list = [];
  for (let start = 0; list.length < rows.length / ROW; ) {
    const end = cursor.u32();
    const release = cursor.u32();
    const [author, category] = [label(cursor.u32()), label(cursor.u32())];
    const [leaf, downloads, stars] = [cursor.u64(), cursor.u32(), cursor.u32()];
    const [prior, flags, nameLength, versionLength] = [cursor.u8(), cursor.u8(), cursor.u8(), cursor.u8()];
    need(cursor.u32() === 0, "the last field of a row is not zero");
    const card = new Cursor(cards.subarray(start, end));
    list.push({
      name: card.text(nameLength),
      version: card.text(versionLength),
      summary: utf8.decode(card.rest()),
      ...{ release, author, category, leaf, downloads, stars, prior },
      current: (flags & 1) === 1,
      archived: (flags & 2) === 2,
      debian: (flags & 4) === 4,
      level: LEVELS[flags >> 4],
    });
    start = end;
  }
  return list;
}

/** The dictionary: terms by id. */
export function readDictionary(cursor) {
  const blanks = readFrontCoded(cursor).map((value) => ({ kind: "blank", value }));
  const iris = readFrontCoded(cursor).map((value) => ({ kind: "iri", value }));
  const short = readFrontCoded(cursor);
  need(short.every((value) => Buffer.byteLength(value) <= LONGEST_SHORT_STRING), "a short string is long");
  const tokens = readTokens(cursor);
  const long = readTexts(cursor, tokens);
  need(long.every((value) => Buffer.byteLength(value) > LONGEST_SHORT_STRING), "a text is short");
  const strings = [...short, ...long].map((value) => ({ kind: "string", value }));
  const tagged = readTexts(cursor, tokens).map(taggedLiteral);
  const typed = (datatype, value) => ({ kind: "typed", value, datatype });
  const integers = readNumbers(cursor).map((value) => typed(`${XSD}integer`, String(value)));
  const days = readNumbers(cursor).map((value) => typed(`${XSD}date`, isoDate(Number(value) * DAY).slice(0, 10)));
  const moments = readNumbers(cursor).map((value) => typed(`${XSD}dateTime`, isoDate(Number(value))));
  const others = readFrontCoded(cursor).map((key) => typed(...divided(key, key.indexOf("\0"))));
  need(cursor.rest().length === 0, "bytes follow the dictionary");
  return [...blanks, ...iris, ...strings, ...tagged, ...integers, ...days, ...moments, ...others];
}

function taggedLiteral(key) {
  const [value, language] = divided(key, key.lastIndexOf("\0"));
  return { kind: "tagged", value, language };
}

function divided(key, at) {
  need(at >= 0, "a literal has no zero byte");
  return [key.slice(0, at), key.slice(at + 1)];
}

/** Seconds since 1970 as `YYYY-MM-DDThh:mm:ssZ`. */
function isoDate(seconds) {
  const text = new Date(seconds * 1000).toISOString();
  need(/^\d{4}-/.test(text) && !text.startsWith("0000"), "a date is out of range");
  return text.replace(".000Z", "Z");
}

/** The triples, `[subject, predicate, object]` by id, in the order of subjects; everything said twice is compared. */
export function readTriples(cursor) {
  const [objectBits, subjectBits] = [cursor.u8(), cursor.u8()];
  need(cursor.u8() === 0 && cursor.u8() === 0, "the two bytes after the widths are not zero");
  const [predicates, subjectsOf, objectsOf, nodes] = [0, 1, 2, 3].map(() => readPackedList(cursor));
  const subjects = readKeys(cursor);
  const forward = readPairs(cursor, objectBits).map(([s, p, o]) => [subjects(s), predicates[p], o]);
  const backward = readPairs(cursor, subjectBits).map(([p, o, s]) => [s, predicates[p], o]);
  const sets = readObjectSets(cursor, predicates);
  need(cursor.rest().length === 0, "bytes follow the triples");
  const inOrder = (triples) => triples.map(String).sort().join("\n");
  need(inOrder(forward) === inOrder(backward), "the two orders differ");
  need(inOrder(sets) === inOrder(unique(forward.map(([, p, o]) => [o, p]))), "the sets of objects differ");
  const count = (at, p) => new Set(forward.filter((t) => p === undefined || t[1] === p).map((t) => t[at])).size;
  need(String(nodes) === String([count(0), count(2)]), "the numbers of subjects and objects are wrong");
  predicates.forEach((p, i) => {
    need(subjectsOf[i] === count(0, p) && objectsOf[i] === count(2, p), "what is known of a predicate is wrong");
  });
  return forward;
}

/** The named graphs: `[name, triples]` by id. */
export function readGraphs(cursor) {
  if (cursor.rest().length === 0) return [];
  const [names, ends] = [readPackedList(cursor), readPackedList(cursor)];
  return names.map((name, i) => {
    need(i === 0 || names[i - 1] < name, "named graphs are not in order");
    return [name, readTriples(new Cursor(cursor.take(ends[i] - (ends[i - 1] ?? 0))))];
  });
}

/** Withdrawn releases: `[name, version]`. */
export function readRemovals(cursor) {
  if (cursor.rest().length === 0) return [];
  const count = cursor.u32();
  const strings = readStrings(cursor);
  need(strings.length === 2 * count, "a removal is cut off");
  return Array.from({ length: count }, (_, i) => [strings[2 * i], strings[2 * i + 1]]);
}

function readPackedList(cursor) {
  const packed = readPacked(cursor);
  return Array.from({ length: packed.length }, (_, i) => Number(packed.get(i)));
}

/** From a position to its key. */
function readKeys(cursor) {
  const first = cursor.u32();
  const listed = readPackedList(cursor);
  need(listed.length === 0 || listed[0] === first, "the first key is wrong");
  return (position) => (listed.length === 0 ? first + position : listed[position]);
}

/** `[object, predicate]` for each predicate that the object stands with. */
function readObjectSets(cursor, predicates) {
  const objects = readKeys(cursor);
  const [numbers, starts, places] = [readPackedList(cursor), readPackedList(cursor), readPackedList(cursor)];
  need(starts[0] === 0 && starts[1] === 0, "set 0 is not empty");
  return numbers.flatMap((number, position) => {
    const set = places.slice(starts[number], starts[number + 1]);
    return set.map((place) => [objects(position), predicates[place]]);
  });
}

function unique(list) {
  return [...new Map(list.map((item) => [String(item), item])).values()];
}

function readPairs(cursor, lowBits) {
  const [starts, pairs] = [readPacked(cursor), readPacked(cursor)];
  const triples = [];
  for (let key = 0; key + 1 < starts.length; key += 1) {
    for (let at = Number(starts.get(key)); at < Number(starts.get(key + 1)); at += 1) {
      const pair = pairs.get(at);
      const high = pair >> BigInt(lowBits);
      triples.push([key, Number(high), Number(pair - (high << BigInt(lowBits)))]);
    }
  }
  need(triples.length === pairs.length, "a pair is in no row");
  return triples;
}

/** One list of postings: `[document, impact]`, and where the list ends. */
export function readPostings(cursor) {
  const count = cursor.varint();
  const largest = count > LIST_BLOCK ? cursor.u8() : undefined;
  const list = [];
  let before = -1;
  while (list.length < count) {
    const size = Math.min(LIST_BLOCK, count - list.length);
    const width = cursor.u8();
    const last = list.length + size < count ? before + cursor.varint() : undefined;
    const gaps = cursor.take(Math.ceil((size * width) / 8));
    const impacts = cursor.take(Math.ceil(size / 2));
    for (let i = 0; i < size; i += 1) {
      before += 1 + Number(bits(gaps, size, width, i));
      list.push([before, Number(bits(impacts, 2 * impacts.length, 4, i))]);
    }
    need(last === undefined || last === before, "a block ends elsewhere than it says");
    need(size % 2 === 0 || impacts.at(-1) < 16, "an impact follows the last");
  }
  need(list.every(([, impact]) => impact > 0), "an impact is zero");
  need(largest === undefined || largest === Math.max(...list.map(([, impact]) => impact)), "the largest impact is wrong");
  return { list, end: cursor.at };
}

/** What stands under prefixes of many keys: of terms and of names a list of `{ prefix, keys: [value, length] }`. */
export function readPrefixes(cursor) {
  const both = [0, 1].map(() => {
    const prefixes = readStrings(cursor);
    const [ends, keys] = [readPackedList(cursor), readPacked(cursor)];
    need(prefixes.length === ends.length && (ends.at(-1) ?? 0) === keys.length, "a list of keys is cut off");
    return prefixes.map((prefix, i) => {
      need(i === 0 || Buffer.compare(Buffer.from(prefixes[i - 1]), Buffer.from(prefix)) < 0, "prefixes are not sorted");
      const numbers = Array.from({ length: ends[i] - (ends[i - 1] ?? 0) }, (_, at) => keys.get((ends[i - 1] ?? 0) + at));
      return { prefix, keys: numbers.map((key) => [key >> 8n, Number(key & 255n)]) };
    });
  });
  need(cursor.rest().length === 0, "bytes follow the prefixes");
  return { terms: both[0], names: both[1] };
}

/** A term as canonical N-Triples writes it. */
export function canonicalTerm({ kind, value, datatype, language }) {
  if (kind === "iri") return `<${value}>`;
  if (kind === "blank") return `_:${value}`;
  const quoted = `"${escape(value)}"`;
  if (kind === "tagged") return `${quoted}@${language}`;
  return kind === "typed" ? `${quoted}^^<${datatype}>` : quoted;
}

function escape(text) {
  const names = { "\t": "\\t", "\b": "\\b", "\n": "\\n", "\r": "\\r", "\f": "\\f", '"': '\\"', "\\": "\\\\" };
  const code = (c) => `\\u${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  return text.replace(/[\u0000-\u001f"\\\u007f]/g, (c) => names[c] ?? code(c));
}

function bits(bytes, length, width, index) {
  need(index >= 0 && index < length, "a position is out of range");
  const first = index * width;
  let value = 0n;
  for (let at = Math.floor((first + width - 1) / 8); width > 0 && at >= Math.floor(first / 8); at -= 1) {
    value = (value << 8n) | BigInt(bytes[at]);
  }
  return (value >> BigInt(first % 8)) & ((1n << BigInt(width)) - 1n);
}

function decoded(list) {
  const sorted = list.every((value, i) => i === 0 || Buffer.compare(list[i - 1], value) < 0);
  need(sorted, "a list is not sorted by bytes, or not unique");
  return list.map((value) => utf8.decode(value));
}

function crc32(bytes) {
  if (zlib.crc32) return zlib.crc32(bytes);
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let i = 0; i < 8; i += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

function need(true_, what) {
  if (!true_) throw new Error(what);
}

function hex(bytes) {
  return Buffer.from(bytes).toString("hex");
}

/** Reads little-endian from front to back. */
export class Cursor {
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  take(length) {
    need(this.at + length <= this.bytes.length, "bytes end too early");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  rest() {
    return this.bytes.subarray(this.at);
  }

  u8() {
    return this.take(1)[0];
  }

  u32() {
    this.take(4);
    return this.view.getUint32(this.at - 4, true);
  }

  u64() {
    this.take(8);
    return Number(this.view.getBigUint64(this.at - 8, true));
  }

  i64() {
    this.take(8);
    return this.view.getBigInt64(this.at - 8, true);
  }

  varint() {
    for (let value = 0, place = 0; place < 5; place += 1) {
      const byte = this.u8();
      value += (byte & 0x7f) * 2 ** (7 * place);
      if (byte < 0x80) return value;
    }
    throw new Error("a number is too long");
  }

  text(length) {
    return utf8.decode(this.take(length));
  }
}
