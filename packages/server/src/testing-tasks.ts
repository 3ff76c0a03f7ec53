import assert from 'node:assert/strict';

/** For tests only: a server and a key for its public API. */
export type ApiTarget = { readonly url: string; readonly key: string };

/** As far as tests look at it. */
export type TaskEnd = {
  readonly id: string;
  readonly status: 'queued' | 'processing' | 'succeeded' | 'failed';
  readonly final_credits: number;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly result: { readonly items: readonly { readonly width: number; readonly sha256: string }[] } | null;
};

/** Asks for the smallest picture of the cheapest model and answers the task's id. */
export async function createTask({ url, key }: ApiTarget, prompt: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/generations`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'wan-2-7-image', prompt, params: { resolution: '1K' } }),
  });
  const body: { readonly id: string } = JSON.parse(await response.text());
  assert.equal(response.status, 202, JSON.stringify(body));
  return body.id;
}

/** Waits until the task has ended, however long that takes. */
export async function endOf({ url, key }: ApiTarget, id: string): Promise<TaskEnd> {
  for (;;) {
    const response = await fetch(`${url}/api/v1/generations/${id}?wait=30`, {
      headers: { authorization: `Bearer ${key}` },
    });
    const task: TaskEnd = JSON.parse(await response.text());
    assert.equal(response.status, 200, JSON.stringify(task));
    if (task.status === 'succeeded' || task.status === 'failed') return task;
  }
}
