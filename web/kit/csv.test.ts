import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvOf } from './csv.ts';

test('cells with commas, quotes and line ends are quoted, and the file says that it is UTF-8', () => {
  const rows = [
    ['a', 'b,c'],
    ['say "hi"', 'two\nlines'],
  ];
  assert.equal(csvOf(rows), '\uFEFFa,"b,c"\r\n"say ""hi""","two\nlines"\r\n');
});

test('a cell that a spreadsheet would run as a formula becomes text; numbers stay numbers', () => {
  assert.equal(csvOf([['=1+1', '-5', '+86 138', '@x', '3.5']]), "\uFEFF'=1+1,-5,'+86 138,'@x,3.5\r\n");
});
