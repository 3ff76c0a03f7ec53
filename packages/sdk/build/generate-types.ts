import { writeFileSync } from 'node:fs';
import { TYPES_PATH, typesOfDescription } from './types-of-description.ts';

// `npm run generate`: writes the types of the API's description. A test compares what is committed with it.
writeFileSync(TYPES_PATH, typesOfDescription());
