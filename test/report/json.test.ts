import { expect, it } from 'vitest';
import { json } from '../../src/report/json.ts';
import { makeReport } from '../support/report.ts';

const options = { color: false, width: 80, list: false };

it('is the report itself', () => {
  const report = makeReport('x\u001b\u009b\u202e😀');
  expect(JSON.parse(json.render([report], options))).toEqual(JSON.parse(JSON.stringify(report)));
});

it('holds no character that steers a terminal', () => {
  const text = json.render([makeReport('x\u001b[2J\u009b\u202e\u2028\u007f')], options);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});

it('is a list when several images were asked for, even if one was found', () => {
  expect(JSON.parse(json.render([makeReport()], { ...options, list: true }))).toHaveLength(1);
});
