import { queuedTask, succeededTask } from '../../openapi/examples/example-task.ts';
import { fence, printJson } from '../markdown.ts';
import type { ModelPage } from './index.ts';

/** What a create is answered, and the task when it has succeeded. */
export function answers({ texts, model, baseUrl }: ModelPage): string {
  const { created, result } = texts.model;
  const parts = [`## ${created.heading}`, created.intro, fence('json', printJson(queuedTask(model)))];
  return [
    ...parts,
    `## ${result.heading}`,
    result.intro,
    fence('json', printJson(succeededTask(model, baseUrl))),
    result.note,
  ].join('\n\n');
}
