import { expect, it } from 'vitest';
import { maskText } from '../../src/inspect/settings.ts';
import { assembleReport } from '../../src/report/assemble.ts';
import { makeSubject } from '../support/subject.ts';

const token = 'ghp_16C7e42F292c6912E7710c838347Ae178B4a';
const password = 'correct-horse-battery';

it('masks the secrets that history, labels, commands and the suggested Dockerfile hold', () => {
  const { config, footprint, platform } = makeSubject({
    config: {
      labels: { 'deploy-token': token, 'org.example.password': password, plain: 'kept' },
      cmd: ['server', `--password=${password}`],
      history: [{ createdBy: `RUN DB_PASSWORD=${password} make`, emptyLayer: true }],
    },
  });
  const report = assembleReport({
    version: '1.0.0',
    image: { name: 'x', platform, config, layers: [] },
    platform: 'linux/amd64',
    footprint: {
      ...footprint,
      instructions: [{ index: 0, keyword: 'RUN', text: `RUN DB_PASSWORD=${password} make`, inBase: false }],
    },
    shells: [],
    packageManagers: [],
    findings: [],
    suggestions: [
      {
        id: 'x',
        title: 'x',
        reason: 'x',
        findingIds: [],
        dockerfile: `FROM x\nENV API_TOKEN=${token}\n`,
        changes: [],
        assumptions: [],
        confidence: 'low',
      },
    ],
    coverage: { complete: true, reasons: [], feed: { records: 0 } },
    warnings: [],
    mask: maskText,
  });
  const text = JSON.stringify(report);
  expect(text).not.toContain(token);
  expect(text).not.toContain(password);
  expect(report.image?.labels['plain']).toBe('kept');
  expect(report.image?.instructions[0]?.text).toBe('RUN DB_PASSWORD=**** make');
});
