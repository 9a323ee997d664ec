export { type SecretBoxConfig, secretBoxConfig, SecretBoxModule } from './secret-box.module.ts';
