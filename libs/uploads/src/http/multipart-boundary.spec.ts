import { expect, it } from 'vitest';
import { multipartBoundary } from './multipart-boundary.ts';

it.each([
  ['boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW', '----WebKitFormBoundary7MA4YWxkTrZu0gW'],
  ['boundary="5a5b0ad2-9b5c-4c3c-8f21-7a9c0f8d4b11"', '5a5b0ad2-9b5c-4c3c-8f21-7a9c0f8d4b11'], // .NET
  ['boundary=----=_Part_12_1789.1664', '----=_Part_12_1789.1664'], // JavaMail, without quotes
  ['boundary=*****', '*****'], // what Android tutorials show
  ['Boundary = "a b\'(),/:?"', "a b'(),/:?"],
  ['charset=utf-8; boundary=b', 'b'],
  ['boundary=b; charset=ISO-8859-1', 'b'],
  ['boundary=b;', 'b'],
])('reads the boundary of %s', (parameters, boundary) => {
  expect(multipartBoundary(`Multipart/Form-Data; ${parameters}`)).toBe(boundary);
});

it.each([
  undefined,
  '',
  'image/png',
  'multipart/mixed; boundary=b',
  'multipart/form-data',
  'multipart/form-data; boundary=',
  'multipart/form-data; boundary=""',
  'multipart/form-data; boundary="b',
  'multipart/form-data; boundary=a b',
  'multipart/form-data; boundary=a; boundary=b',
  'multipart/form-data; x="; boundary=a"; boundary=b',
  'multipart/form-data; boundary="b "',
  'multipart/form-data; boundary=ä',
  `multipart/form-data; boundary=${'b'.repeat(201)}`,
])('finds none in %j', (type) => {
  expect(multipartBoundary(type)).toBeUndefined();
});
