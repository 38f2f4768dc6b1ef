import { useSession } from '../../shared/session.js';
import { screensFor } from '../../shell/screens.js';

/** Tells whether a link of the overview leads to a screen that this person has. */
export function useRailPaths(): (link: string) => boolean {
  const { may } = useSession();
  const paths = new Set(screensFor(may).map(({ path }) => path));
  return (link) => paths.has(link.split('?')[0]!);
}
