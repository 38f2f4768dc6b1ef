import { PortcullisError } from './errors.js';

/** A package that only some people need: imported when it is. Throws USAGE with its name when it is not installed. */
export async function optionalPackage<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    const hint = `npm install ${name}`;
    throw new PortcullisError('USAGE', `The package ${name} is needed for this and not installed`, { cause, hint });
  }
}
