import { LogOut, Menu, Monitor, Moon, Search, Sun, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { write } from '../shared/api.js';
import { useSession } from '../shared/session.js';
import { setTheme, useTheme, type Theme } from '../shared/theme.js';
import { Brand } from './brand.js';
import { screens, screensFor, type ScreenEntry } from './screens.js';
import { openPalette } from './shortcuts.js';
import styles from './rail.module.css';

const inBar = 4;

/** The screens, one level; below 720 px a bar with the first ones and a drawer with all. */
export function Rail() {
  const { may } = useSession();
  const [path] = useLocation();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => setOpen(false), [path]);
  const here = currentOf(path);
  const entries = screensFor(may).filter(({ rail }) => rail);
  return (
    <>
      <nav className={`${styles['rail']} ${isOpen ? styles['drawn'] : ''}`} aria-label="Screens">
        <div className={styles['top']}>
          <Link href="/" className={styles['home']}>
            <Brand />
          </Link>
          <button type="button" className={styles['search']} onClick={openPalette}>
            <Search size={14} aria-hidden="true" />
            Go to
            <kbd>Ctrl K</kbd>
          </button>
        </div>
        <ul className={styles['list']}>
          {entries.map((entry) => (
            <li key={entry.id}>
              <Entry entry={entry} isHere={entry.id === here} />
            </li>
          ))}
        </ul>
        <Foot />
      </nav>
      <nav className={styles['bar']} aria-label="Main screens">
        {entries.slice(0, inBar).map((entry) => (
          <Entry key={entry.id} entry={entry} isHere={entry.id === here} />
        ))}
        <button type="button" className={styles['entry']} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? <X size={18} aria-hidden="true" /> : <Menu size={18} aria-hidden="true" />}
          <span>{isOpen ? 'Close' : 'All'}</span>
        </button>
      </nav>
    </>
  );
}

function Entry({ entry: { path, rail }, isHere }: { readonly entry: ScreenEntry; readonly isHere: boolean }) {
  const Icon = rail!.icon;
  return (
    <Link href={path} className={styles['entry'] ?? ''} aria-current={isHere ? 'page' : undefined}>
      <Icon size={17} aria-hidden="true" />
      <span>{rail!.label}</span>
    </Link>
  );
}

/** The entry of the rail that an address belongs to: of the screen itself, or of the one it is within. */
function currentOf(path: string): string | undefined {
  const first = path.split('/')[1] ?? '';
  const screen = screens.find((each) => (each.path.split('/')[1] ?? '') === first);
  return screen?.within ?? screen?.id;
}

const themes: readonly { readonly id: Theme; readonly label: string; readonly icon: typeof Sun }[] = [
  { id: 'system', label: 'As the system', icon: Monitor },
  { id: 'light', label: 'Light', icon: Sun },
  { id: 'dark', label: 'Dark', icon: Moon },
];

function Foot() {
  const { user } = useSession();
  const theme = useTheme();
  return (
    <div className={styles['foot']}>
      <div className={styles['themes']} role="group" aria-label="Colours">
        {themes.map(({ id, label, icon: Icon }) => (
          <button
            key={id}
            type="button"
            aria-label={label}
            title={label}
            aria-pressed={id === theme}
            onClick={() => setTheme(id)}
          >
            <Icon size={14} aria-hidden="true" />
          </button>
        ))}
      </div>
      <div className={styles['who']}>
        <div>
          <div className={styles['name']} title={user.name}>
            {user.name}
          </div>
          <div className={styles['role']}>{user.role}</div>
        </div>
        <button
          type="button"
          className={styles['out']}
          aria-label="Sign out"
          title="Sign out"
          onClick={() => void signOut()}
        >
          <LogOut size={15} aria-hidden="true" />
        </button>
      </div>
    </div>
  );
}

async function signOut(): Promise<void> {
  await write('DELETE', '/session').catch(() => undefined);
  location.assign('/');
}
