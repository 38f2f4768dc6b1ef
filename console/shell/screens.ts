import {
  Activity,
  BadgeCheck,
  Gauge,
  Handshake,
  GraduationCap,
  History,
  KeyRound,
  LifeBuoy,
  ListTree,
  ScanSearch,
  ScrollText,
  Settings,
  ShieldAlert,
  Siren,
  Users,
  type LucideIcon,
} from 'lucide-react';
import { lazy, type ComponentType } from 'react';

export interface RailEntry {
  readonly label: string;
  readonly icon: LucideIcon;
  /** What it answers: one line for the palette. */
  readonly about: string;
  /** Pressed after `g`. */
  readonly key: string;
}

export interface ScreenEntry {
  readonly id: string;
  /** Pattern of its addresses; the screen reads its segments with `usePathSegment`. */
  readonly path: string;
  readonly component: ComponentType;
  /** Undefined: reached from the screen `within`. */
  readonly rail?: RailEntry;
  readonly within?: string;
  /** Operation of the control API without which it is of no use. */
  readonly needs: string;
}

/** Every screen that is finished, in the order of the rail. */
export const screens: readonly ScreenEntry[] = [
  {
    id: 'overview',
    path: '/',
    component: lazy(() => import('../screens/overview/overview.js')),
    rail: { label: 'Overview', icon: Gauge, about: 'Does anything need me?', key: 'o' },
    needs: 'getOverview',
  },
  {
    id: 'inventory',
    path: '/inventory',
    component: lazy(() => import('../screens/inventory/inventory.js')),
    rail: { label: 'Inventory', icon: ListTree, about: 'Every operation, how it is protected and used', key: 'i' },
    needs: 'listOperations',
  },
  {
    id: 'operation',
    path: '/inventory/:api/:operation',
    component: lazy(() => import('../screens/operation/operation.js')),
    within: 'inventory',
    needs: 'getOperation',
  },
  {
    id: 'findings',
    path: '/findings',
    component: lazy(() => import('../screens/findings/findings.js')),
    rail: { label: 'Findings', icon: ShieldAlert, about: 'What is wrong, grouped by cause', key: 'f' },
    needs: 'listFindings',
  },
  {
    id: 'finding',
    path: '/findings/:fingerprint',
    component: lazy(() => import('../screens/finding/finding.js')),
    within: 'findings',
    needs: 'getFinding',
  },
  {
    id: 'traffic',
    path: '/traffic',
    component: lazy(() => import('../screens/traffic/traffic.js')),
    rail: { label: 'Traffic', icon: Activity, about: 'What happened: search, live tail, histogram', key: 't' },
    needs: 'listEvents',
  },
  {
    id: 'client',
    path: '/clients/:kind/:client',
    component: lazy(() => import('../screens/client/client.js')),
    within: 'traffic',
    needs: 'getClient',
  },
  {
    id: 'detections',
    path: '/detections',
    component: lazy(() => import('../screens/detections/detections.js')),
    rail: { label: 'Detections', icon: Siren, about: 'What detectors noticed, and how they are tuned', key: 'd' },
    needs: 'listDetections',
  },
  {
    id: 'incidents',
    path: '/incidents',
    component: lazy(() => import('../screens/incidents/incidents.js')),
    rail: { label: 'Incidents', icon: LifeBuoy, about: 'What went wrong, when, and what was done about it', key: 'n' },
    needs: 'listIncidents',
  },
  {
    id: 'incident',
    path: '/incidents/:incident',
    component: lazy(() => import('../screens/incidents/incident.js')),
    within: 'incidents',
    needs: 'getIncident',
  },
  {
    id: 'policy',
    path: '/policy',
    component: lazy(() => import('../screens/policy/policy.js')),
    rail: { label: 'Policy', icon: ScrollText, about: 'Who may do what: edit, try, apply, go back', key: 'p' },
    needs: 'getPolicy',
  },
  {
    id: 'scans',
    path: '/scans',
    component: lazy(() => import('../screens/scans/scans.js')),
    rail: { label: 'Scans', icon: ScanSearch, about: 'Audits and pentests: start, watch, what was covered', key: 's' },
    needs: 'listRuns',
  },
  {
    id: 'run',
    path: '/scans/:run',
    component: lazy(() => import('../screens/scans/run.js')),
    within: 'scans',
    needs: 'getRun',
  },
  {
    id: 'keys',
    path: '/keys',
    component: lazy(() => import('../screens/keys/keys.js')),
    rail: { label: 'Keys', icon: KeyRound, about: 'API keys: who has one, since when, used when', key: 'k' },
    needs: 'listKeys',
  },
  {
    id: 'identities',
    path: '/identities',
    component: lazy(() => import('../screens/identities/identities.js')),
    rail: { label: 'Identities', icon: Users, about: 'Which role may call which operation', key: 'r' },
    needs: 'getIdentities',
  },
  {
    id: 'third-parties',
    path: '/third-parties',
    component: lazy(() => import('../screens/third-parties/third-parties.js')),
    rail: { label: 'Third parties', icon: Handshake, about: 'Whom data go to: reviews, posture, the switch', key: 'v' },
    needs: 'listVendors',
  },
  {
    id: 'third-party',
    path: '/third-parties/:vendor',
    component: lazy(() => import('../screens/third-parties/third-party.js')),
    within: 'third-parties',
    needs: 'getVendor',
  },
  {
    id: 'audit-log',
    path: '/audit-log',
    component: lazy(() => import('../screens/audit-log/audit-log.js')),
    rail: {
      label: 'Audit log',
      icon: History,
      about: 'What people changed, and the proof that nothing is missing',
      key: 'a',
    },
    needs: 'listAuditLog',
  },
  {
    id: 'compliance',
    path: '/compliance',
    component: lazy(() => import('../screens/compliance/compliance.js')),
    rail: { label: 'Compliance', icon: BadgeCheck, about: 'Controls of a framework with their evidence', key: 'c' },
    needs: 'listFrameworks',
  },
  {
    id: 'learn',
    path: '/learn',
    component: lazy(() => import('../screens/learn/learn.js')),
    rail: { label: 'Learn', icon: GraduationCap, about: 'Lessons: yours, what is due, who did what', key: 'l' },
    needs: 'listLessons',
  },
  {
    id: 'lesson',
    path: '/learn/:lesson',
    component: lazy(() => import('../screens/learn/lesson.js')),
    within: 'learn',
    needs: 'getLesson',
  },
  {
    id: 'settings',
    path: '/settings',
    component: lazy(() => import('../screens/settings/settings.js')),
    rail: { label: 'Settings', icon: Settings, about: 'People, tokens, notifications, retention', key: 'e' },
    needs: 'getSettings',
  },
];

/** Screens that a person may use. */
export function screensFor(may: readonly string[]): readonly ScreenEntry[] {
  return screens.filter(({ needs }) => may.includes(needs));
}
