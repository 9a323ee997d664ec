import {
  type Event,
  EVENT_ID,
  getScalarValue,
  parseEvents,
  type ScalarEvent,
  SCALAR_STYLE,
  YAMLException,
} from 'js-yaml';
import { endOfJson } from './end-of-json.ts';
import { MAX_FILE_SETTINGS } from './file-limits.ts';
import { type LineFault, lineFinder, type ReadEntry, type ReadFile, type ReadValue, refused } from './read-entry.ts';

/** As JSON has it: deeper values are refused everywhere. */
const MAX_DEPTH = 34;

/** Commas, colons and line ends. A parser of YAML is slow where there are very many. */
const MAX_MARKS = 60_000;

/**
 * One mapping of names to values, in the core schema of YAML 1.2: `no` is text. Neither tags nor anchors, so nothing is
 * built that is larger than its text. Flow collections that are JSON keep their spelling.
 */
export function readYamlFile(text: string): ReadFile {
  const lineOf = lineFinder(text);
  if (countOf(/[,:\n]/g, text) > MAX_MARKS)
    return refused(1, 'begins a file with more parts than are read in YAML; send it as JSON');
  let events: readonly Event[];
  try {
    events = parseEvents(text, { maxDepth: MAX_DEPTH });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    // the message of the parser may quote the file
    return refused((error.mark?.line ?? 0) + 1, 'is no YAML; check indentation, quotes and brackets');
  }
  const forbidden = events.find(isForbidden);
  if (forbidden) return refused(lineOf(placeOf(forbidden)), 'must hold neither tags nor anchors and aliases');
  if (events.length === 0) return { entries: [], faults: [] };
  if (events.filter(({ type }) => type === EVENT_ID.DOCUMENT).length > 1) return refused(1, 'must be one document');
  if (events[1]?.type !== EVENT_ID.MAPPING) return refused(1, 'must be a mapping of keys to values');
  return readMembers(text, events, lineOf);
}

function readMembers(text: string, events: readonly Event[], lineOf: (offset: number) => number): ReadFile {
  const entries: ReadEntry[] = [];
  const faults: LineFault[] = [];
  // behind the document and its mapping, and without the ends of both
  let index = 2;
  while (index < events.length - 2 && entries.length <= MAX_FILE_SETTINGS) {
    const name = events[index];
    if (!name) break;
    const [first, end] = [endOfNode(events, index), endOfNode(events, endOfNode(events, index))];
    const line = lineOf(placeOf(name));
    if (name.type !== EVENT_ID.SCALAR) faults.push({ line, message: 'must have a plain name' });
    else {
      const key = getScalarValue(text, name);
      const value = readValue(text, events.slice(first, end));
      if (typeof value === 'string') faults.push({ line, key, message: value });
      else entries.push({ key, line, value });
    }
    index = end;
  }
  return { entries, faults };
}

/** @returns the value, or what is wrong with it */
function readValue(text: string, node: readonly Event[]): ReadValue | string {
  const [first] = node;
  if (!first) return 'has no value';
  if (first.type === EVENT_ID.SCALAR) return readScalar(text, first);
  const start = placeOf(first);
  const source = text.slice(start, endOfJson(text, start));
  if (isJson(source)) return { kind: 'json', source };
  const json = asJson(text, node);
  return json === undefined ? 'holds a name twice, or something that JSON cannot say' : { kind: 'json', source: json };
}

/** A block collection as JSON. Its numbers keep their spelling, so that one that would be rounded is refused later on. */
function asJson(text: string, node: readonly Event[]): string | undefined {
  const [first] = node;
  if (first?.type === EVENT_ID.SCALAR) return scalarAsJson(text, first);
  const parts: string[] = [];
  const names = new Set<string>();
  const isMapping = first?.type === EVENT_ID.MAPPING;
  for (let at = 1, end = at; at < node.length - 1; at = end) {
    let name = '';
    if (isMapping) {
      const event = node[at];
      if (event?.type !== EVENT_ID.SCALAR) return undefined;
      name = `${JSON.stringify(getScalarValue(text, event))}:`;
      if (names.has(name)) return undefined;
      names.add(name);
      at += 1;
    }
    end = endOfNode(node, at);
    const part = asJson(text, node.slice(at, end));
    if (part === undefined) return undefined;
    parts.push(name + part);
  }
  return isMapping ? `{${parts.join()}}` : `[${parts.join()}]`;
}

function scalarAsJson(text: string, scalar: ScalarEvent): string | undefined {
  if (scalar.style === SCALAR_STYLE.PLAIN && getScalarValue(text, scalar) === '') return 'null';
  const value = readScalar(text, scalar);
  return typeof value !== 'string' && 'source' in value ? value.source : undefined;
}

function readScalar(text: string, scalar: ScalarEvent): ReadValue | string {
  const value = getScalarValue(text, scalar);
  if (scalar.style !== SCALAR_STYLE.PLAIN)
    return asString(value, text.slice(scalar.valueStart - 1, scalar.valueEnd + 1));
  if (value === '') return 'has no value; write "" for an empty text';
  const resolved = NULL.test(value) ? 'null' : BOOLEAN.test(value) ? value.toLowerCase() : undefined;
  if (resolved !== undefined) return { kind: 'json', source: resolved };
  if (!NUMBER.test(value)) return asString(value);
  return isJson(value)
    ? { kind: 'json', source: value }
    : 'must be a number as JSON writes it, like 42 or 0.5; quote it if it is text';
}

/** @param written what stands in the file: with its escapes, it may be JSON as it is */
function asString(text: string, written = ''): ReadValue {
  return { kind: 'string', text, source: jsonOf(written) === text ? written : JSON.stringify(text) };
}

/** YAML 1.2.2, 10.3.2: the core schema. */
const NULL = /^(?:null|Null|NULL|~)$/;
const BOOLEAN = /^(?:true|True|TRUE|false|False|FALSE)$/;
const NUMBER =
  /^(?:[-+]?\d+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

function isJson(source: string): boolean {
  return jsonOf(source) !== undefined;
}

/** `undefined` for what is no JSON. */
function jsonOf(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}

function countOf(pattern: RegExp, text: string): number {
  let count = 0;
  while (count <= MAX_MARKS && pattern.test(text)) count += 1;
  return count;
}

function isForbidden(event: Event): boolean {
  if (event.type === EVENT_ID.ALIAS) return true;
  return 'tagStart' in event && (event.tagStart >= 0 || event.anchorStart >= 0);
}

function placeOf(event: Event): number {
  if (event.type === EVENT_ID.SCALAR) return Math.max(event.valueStart, event.tagStart, event.anchorStart, 0);
  if (event.type === EVENT_ID.ALIAS) return event.anchorStart;
  return 'start' in event ? event.start : 0;
}

/** The index behind the node that begins at `index`. */
function endOfNode(events: readonly Event[], index: number): number {
  let depth = 0;
  for (let at = index; at < events.length; at += 1) {
    const type = events[at]?.type;
    if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) depth += 1;
    else if (type === EVENT_ID.POP) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return events.length;
}
