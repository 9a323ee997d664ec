import type { AbstractControl, ValidationErrors } from '@angular/forms';
import type { SettingType } from '@gatehouse/api-client';

/** The same rules as the API's, so that most faults are told while typing. */
export function checkValue(type: SettingType, text: string): ValidationErrors | null {
  if (text === '') return { required: true };
  switch (type) {
    case 'email':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? null : { email: true };
    case 'url':
      return isUrl(text) ? null : { url: true };
    case 'number':
      return text.trim() !== '' && Number.isFinite(Number(text)) ? null : { number: true };
    case 'json':
      return isJson(text) ? null : { json: true };
    case 'pem':
      return /^-----BEGIN ([A-Z0-9 ]+)-----\r?\n[\s\S]+\r?\n-----END \1-----\s*$/.test(text.trim())
        ? null
        : { pem: true };
    case 'boolean':
      return text === 'true' || text === 'false' ? null : { required: true };
    case 'string':
      return null;
  }
}

/** For a group with `type` and `value`: puts the fault on the value. */
export function valueFitsType(typeControl: AbstractControl<SettingType>) {
  return (control: AbstractControl<string>): ValidationErrors | null => checkValue(typeControl.value, control.value);
}

/** What is typed, as the JSON value that the API stores. */
export function toWire(type: SettingType, text: string): unknown {
  switch (type) {
    case 'number':
      return Number(text);
    case 'boolean':
      return text === 'true';
    case 'json':
      return JSON.parse(text) as unknown;
    case 'email':
    case 'url':
      return text.trim();
    case 'string':
    case 'pem':
      return text;
  }
}

/** A revealed value as text that can be read, copied and edited again. */
export function fromWire(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
}

function isUrl(text: string): boolean {
  if (!URL.canParse(text.trim())) return false;
  const url = new URL(text.trim());
  return url.username === '' && url.password === '' && url.hostname !== '';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
