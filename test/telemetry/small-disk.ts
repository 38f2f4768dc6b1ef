import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** A file system of its own that can be filled. */
export class SmallDisk {
  readonly folder: string;

  /** Mounts `folder`, which must be empty. Only where `canMount`. */
  constructor(folder: string, megabytes: number) {
    this.folder = folder;
    fs.mkdirSync(folder, { recursive: true });
    mount('-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0700`, 'tmpfs', folder);
  }

  /** Leaves no byte. */
  fill(): void {
    const handle = fs.openSync(path.join(this.folder, 'filler'), 'a');
    for (let size = 65_536; size >= 1;) {
      try {
        fs.writeSync(handle, Buffer.alloc(size));
      } catch {
        size = Math.floor(size / 2);
      }
    }
    fs.closeSync(handle);
  }

  free(): void {
    fs.rmSync(path.join(this.folder, 'filler'), { force: true });
  }

  remove(): void {
    spawnSync('umount', ['-l', this.folder]);
  }
}

function mount(...args: readonly string[]): void {
  const { status, stderr } = spawnSync('mount', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount ${args.join(' ')}: ${stderr}`);
}

/** Why no file system can be mounted here, for `skip`; false when it can. */
export function whyNoMount(): string | false {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'a full disk needs root on Linux, to mount one';
  const folder = fs.mkdtempSync('/tmp/portcullis-mount-');
  try {
    new SmallDisk(folder, 1).remove();
    return false;
  } catch (error) {
    return `a full disk cannot be made here: ${(error as Error).message}`;
  } finally {
    fs.rmdirSync(folder);
  }
}
