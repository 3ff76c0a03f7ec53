import { startS3Simulator } from '@rivya/simulator';

/** A bucket in a process of its own, so that it ends with the specs and keeps none of them from ending. */
const { endpoint, bucket, region, accessKeyId, secretAccessKey } = await startS3Simulator();
process.stdout.write(`${JSON.stringify({ endpoint, bucket, region, accessKeyId, secretAccessKey })}\n`);
