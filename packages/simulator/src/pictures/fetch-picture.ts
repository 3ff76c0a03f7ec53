const TIMEOUT_MS = 10_000;

/** Why a picture could not be fetched. */
export type FetchFailure = 'failed' | 'wrong_type' | 'no_length' | 'too_large';

/** Fetches a picture as the upstreams do: no redirect, an image type and a length announced, at most `bytesMax`. */
export async function fetchPicture(url: string, bytesMax: number): Promise<Uint8Array | FetchFailure> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const fault = faultOf(response, bytesMax);
    if (fault === undefined) return await response.bytes();
    await response.body?.cancel();
    return fault;
  } catch {
    return 'failed';
  }
}

function faultOf(response: Response, bytesMax: number): FetchFailure | undefined {
  if (!response.ok) return 'failed';
  if (!response.headers.get('content-type')?.startsWith('image/')) return 'wrong_type';
  const length = response.headers.get('content-length');
  if (length === null) return 'no_length';
  return Number(length) > bytesMax ? 'too_large' : undefined;
}
