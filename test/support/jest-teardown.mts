import { stopPostgres } from './jest-setup.mts';

export default stopPostgres;
