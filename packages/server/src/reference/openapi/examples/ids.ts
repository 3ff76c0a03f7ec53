/** Ids and times that all examples share, so that they tell one story. */
export const TASK_ID = 'task_01jv8z6q3m4n5p6r7s8t9v0w1x';
export const EARLIER_TASK_ID = 'task_01jv8y2p7k9m0n1q3r5s7t9v2w';
export const UPLOAD_ID = 'file_01jv8z5a1b2c3d4e5f6g7h8j9k';
export const RESULT_ID = 'file_01jv8z7m2n4p6q8r0s1t3v5w7x';

export const ENDPOINT_ID = 'whend_01jv8z3k5m7n9p1q3r5s7t9v1w';
export const EVENT_ID = 'evt_01jv8z7n1p3q5r7s9t1v3w5x7y';
export const DELIVERY_ID = 'whdel_01jv8z7p3r5s7t9v1w3x5y7z9a';
export const REDELIVERY_ID = 'whdel_01jv8zz1a3b5c7d9e1f3g5h7j9';
export const TEST_EVENT_ID = 'evt_01jv8z3m7n9p1q3r5s7t9v1w3x';
export const TEST_DELIVERY_ID = 'whdel_01jv8z3n9p1q3r5s7t9v1w3x5y';

export const ENDPOINT_CREATED_AT = '2026-05-10T10:00:00.000Z';
export const CREATED_AT = '2026-05-11T00:00:00.000Z';
export const ENDED_AT = '2026-05-11T00:00:12.000Z';
export const UPLOAD_EXPIRES_AT = '2026-05-18T00:00:00.000Z';
export const RESULT_EXPIRES_AT = '2026-06-10T00:00:12.000Z';

/** A hash that looks like one. */
export const SHA256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

/** A media URL as the server signs them. */
export function mediaUrl(baseUrl: string, fileId: string, name: string, expiresAt: string): string {
  const expires = Date.parse(expiresAt);
  return `${baseUrl}/media/${fileId}/${name}?expires=${expires}&signature=c2lnbmVkLWJ5LXRoZS1zZXJ2ZXItaXRzZWxm`;
}
