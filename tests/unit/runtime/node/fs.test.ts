import { mkdtempSync, rmSync, type Dirent } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { both, createEnvironment, each, plain, type Environment, type Require } from './environment'

/** A directory of the real /tmp, and one of the same name in the environment's. */
let root: string
let environment: Environment

beforeAll(() => {
  root = mkdtempSync('/tmp/fs-test-')
})
afterAll(() => rmSync(root, { recursive: true, force: true }))
beforeEach(async () => {
  rmSync(root, { recursive: true, force: true })
  environment = await createEnvironment()
})

/** Runs with an empty directory that exists, and with node:fs. */
type FsSnippet = (fs: ReturnType<Require>, at: (name: string) => string, require: Require) => unknown

const same: Record<string, FsSnippet> = {
  'writes, appends and reads': (fs, at) => {
    fs.writeFileSync(at('a.txt'), 'hi')
    fs.appendFileSync(at('a.txt'), '!')
    fs.writeFileSync(at('b'), new Uint16Array([1, 2]))
    fs.writeFileSync(at('c'), 'ff00', 'hex')
    return [
      fs.readFileSync(at('a.txt'), 'utf8'),
      fs.readFileSync(at('a.txt')),
      fs.readFileSync(at('b')),
      fs.readFileSync(at('c'), { encoding: 'base64' }),
      fs.existsSync(at('a.txt')),
      fs.existsSync(at('x')),
    ]
  },
  'names what is wrong': (fs, at) => {
    fs.writeFileSync(at('file'), 'x')
    fs.mkdirSync(at('dir/sub'), { recursive: true })
    return each([
      () => fs.readFileSync(at('none')),
      () => fs.readFileSync(at('dir')),
      () => fs.writeFileSync(at('dir'), ''),
      () => fs.writeFileSync(at('none/x'), ''),
      () => fs.writeFileSync(at('file/x'), ''),
      () => fs.readdirSync(at('none')),
      () => fs.readdirSync(at('file')),
      () => fs.mkdirSync(at('dir')),
      () => fs.mkdirSync(at('none/x')),
      () => fs.mkdirSync(at('file'), { recursive: true }),
      () => fs.mkdirSync(at('file/x'), { recursive: true }),
      () => fs.rmdirSync(at('dir')),
      () => fs.rmdirSync(at('file')),
      () => fs.rmdirSync(at('none')),
      () => fs.unlinkSync(at('none')),
      () => fs.unlinkSync(at('dir')),
      () => fs.statSync(at('none')),
      () => fs.lstatSync(at('file/x')),
      () => fs.accessSync(at('none')),
      () => fs.renameSync(at('none'), at('x')),
      () => fs.renameSync(at('file'), at('dir')),
      () => fs.renameSync(at('dir'), at('file')),
      () => fs.renameSync(at('dir'), at('dir/sub/x')),
      () => fs.copyFileSync(at('none'), at('x')),
      () => fs.copyFileSync(at('file'), at('file'), 1),
      () => fs.openSync(at('file'), 'wx'),
      () => fs.openSync(at('none'), 'r+'),
      () => fs.openSync(at('file'), 'nope'),
      () => fs.readlinkSync(at('file')),
      () => fs.truncateSync(at('none')),

      () => fs.realpathSync.native(at('none')).length,
      () => fs.utimesSync(at('none'), 1, 1),
      () => fs.chmodSync(at('none'), 0o600),
      () => fs.mkdtempSync(at('none/x-')),
      () => fs.closeSync(999),
      () => fs.readSync(999, new Uint8Array(1)),
      () => fs.fstatSync(999),
      () => fs.linkSync(at('none'), at('l')),
      () => fs.symlinkSync('x', at('file')),
    ])
  },
  'refuses arguments that make no sense': (fs, at) => {
    fs.writeFileSync(at('file'), 'x')
    return each([
      () => fs.readFileSync(),
      () => fs.readFileSync({}),
      () => fs.readFileSync('a\0b'),
      () => fs.readFileSync(at('file'), 'nope'),
      () => fs.readFileSync(at('file'), 5),
      () => fs.writeFileSync(at('file'), {}),
      () => fs.readFile(at('file')),
      () => fs.stat(at('file')),
      () => fs.closeSync('a'),
      () => fs.closeSync(-1),
      () => fs.mkdirSync(at('d'), { recursive: 1 }),
      () => fs.createReadStream(at('file'), { start: 5, end: 1 }),
    ])
  },
  'lists directories': (fs, at) => {
    for (const name of ['b', 'a', 'C', '10', '9', 'ä']) fs.writeFileSync(at(name), '')
    fs.mkdirSync(at('dir/sub'), { recursive: true })
    fs.writeFileSync(at('dir/sub/deep'), '')
    fs.symlinkSync(at('a'), at('link'))
    return [
      fs.readdirSync(at('')),
      fs
        .readdirSync(at(''), { withFileTypes: true })
        .map((entry: Dirent) => [
          entry.name,
          entry.isFile(),
          entry.isDirectory(),
          entry.isSymbolicLink(),
          entry.parentPath === at(''),
        ]),
      fs.readdirSync(at(''), { recursive: true }).sort(),
      fs.readdirSync(at('dir'), 'buffer'),
    ]
  },
  'makes and removes trees': (fs, at) => {
    const made = fs.mkdirSync(at('a/b/c'), { recursive: true })
    const again = fs.mkdirSync(at('a/b/c'), { recursive: true })
    fs.writeFileSync(at('a/b/file'), '')
    const failures = each([() => fs.rmSync(at('a')), () => fs.rmSync(at('none'))])
    fs.rmSync(at('none'), { force: true })
    fs.rmSync(at('a'), { recursive: true })
    return [made, again, failures, fs.readdirSync(at(''))]
  },
  'moves, copies and links': (fs, at) => {
    fs.writeFileSync(at('a'), 'A')
    fs.writeFileSync(at('b'), 'B')
    fs.renameSync(at('a'), at('b'))
    fs.copyFileSync(at('b'), at('c'))
    fs.linkSync(at('c'), at('d'))
    fs.symlinkSync('d', at('e'))
    fs.mkdirSync(at('dir'))
    fs.symlinkSync('../b', at('dir/up'))
    fs.appendFileSync(at('e'), '+')
    fs.cpSync(at('dir'), at('copied'), { recursive: true })
    return [
      fs.readdirSync(at('')),
      fs.readFileSync(at('c'), 'utf8'),
      fs.readFileSync(at('dir/up'), 'utf8'),
      fs.readlinkSync(at('e')),
      fs.realpathSync(at('dir/up')) === at('b'),
      fs.statSync(at('c')).nlink,
      fs.lstatSync(at('e')).isSymbolicLink(),
      fs.statSync(at('e')).isFile(),
    ]
  },
  'follows links no further than it can': (fs, at) => {
    fs.symlinkSync('loop', at('loop'))
    fs.symlinkSync('nowhere', at('dangling'))
    return each([
      () => fs.readFileSync(at('loop')),
      () => fs.statSync(at('dangling')),
      () => fs.lstatSync(at('dangling')).isSymbolicLink(),
      () => fs.existsSync(at('dangling')),
    ])
  },
  'tells sizes, modes and times': (fs, at) => {
    fs.writeFileSync(at('f'), 'abc', { mode: 0o640 })
    fs.utimesSync(at('f'), 100, new Date(200_500))
    const stats = fs.statSync(at('f'))
    fs.chmodSync(at('f'), 0o400)
    const big = fs.statSync(at('f'), { bigint: true })
    return [
      stats.size,
      stats.mode.toString(8),
      stats.isFile(),
      stats.isDirectory(),
      stats.mtimeMs,
      stats.atime,
      stats.mtime,
      stats.blksize,
      fs.statSync(at('f')).mode.toString(8),
      String(big.size),
      String(big.mtimeMs),
      String(big.mtimeNs),
      fs.statSync(at('none'), { throwIfNoEntry: false }),
    ]
  },
  'reads and writes through descriptors': (fs, at) => {
    const fd = fs.openSync(at('f'), 'w+')
    const counts = [
      fs.writeSync(fd, 'hello world'),
      fs.writeSync(fd, 'J', 0),
      fs.writeSync(fd, Uint8Array.from([65, 66, 67]), 1, 2),
      fs.writeSync(fd, '!', 20),
    ]
    const target = new Uint8Array(8)
    const read = [
      fs.readSync(fd, target, 0, 5, 0),
      fs.readSync(fd, target, 5, 3, 6),
      fs.readSync(fd, target, 0, 8, 100),
    ]
    fs.ftruncateSync(fd, 16)
    const size = fs.fstatSync(fd).size
    fs.closeSync(fd)
    const append = fs.openSync(at('f'), 'a+')
    fs.writeSync(append, 'END', 0)
    const all = fs.readFileSync(append, 'utf8')
    fs.closeSync(append)
    fs.truncateSync(at('f'), 3)
    return [counts, read, target, size, all, fs.readFileSync(at('f'))]
  },
  'keeps a deleted file for those who have it open': (fs, at) => {
    const fd = fs.openSync(at('f'), 'w+')
    fs.writeSync(fd, 'still here')
    fs.unlinkSync(at('f'))
    const target = new Uint8Array(10)
    fs.readSync(fd, target, 0, 10, 0)
    fs.closeSync(fd)
    return [target, fs.existsSync(at('f'))]
  },
  'calls back': (fs, at) =>
    new Promise((resolve) => {
      fs.writeFile(at('f'), 'x', (error: unknown) => {
        fs.readFile(at('f'), 'utf8', (...read: unknown[]) => {
          fs.readFile(at('none'), (...failed: unknown[]) => {
            fs.readdir(at(''), (...listed: unknown[]) => {
              fs.exists(at('f'), (found: boolean) => {
                fs.mkdir(at('a/b'), { recursive: true }, (...made: unknown[]) => {
                  fs.open(at('f'), (_: unknown, fd: number) => {
                    fs.read(fd, new Uint8Array(1), 0, 1, 0, (...bytes: unknown[]) =>
                      resolve([error, plain(read), plain(failed), listed, found, made.length, plain(bytes)]),
                    )
                  })
                })
              })
            })
          })
        })
      })
    }),
  promises: async (fs, at) => {
    const { promises } = fs
    await promises.writeFile(at('f'), ['one ', 'two'])
    await promises.appendFile(at('f'), '!')
    const handle = await promises.open(at('f'), 'r+')
    const first = await handle.read(new Uint8Array(3), 0, 3, 0)
    const written = await handle.write('ONE', 0)
    const content = await handle.readFile('utf8')
    const { size } = await handle.stat()
    await handle.close()
    const failures = await Promise.all(
      [promises.readFile(at('none')), promises.stat(at('none')), promises.rm(at('none')), handle.stat()].map(
        (promise: Promise<unknown>) => promise.catch((error: Error) => plain(error)),
      ),
    )
    const access = await promises.access(at('f'))
    const names = []
    for await (const entry of await promises.opendir(at(''))) names.push(entry.name)
    return [first.bytesRead, first.buffer, written.bytesWritten, content, size, failures, access, names]
  },
  streams: async (fs, at, require) => {
    const { pipeline } = require('stream/promises')
    const text = 'line\n'.repeat(30_000)
    fs.writeFileSync(at('in'), text)
    const input = fs.createReadStream(at('in'))
    const output = fs.createWriteStream(at('out'))
    await pipeline(input, output)
    const part = []
    for await (const chunk of fs.createReadStream(at('in'), { start: 2, end: 11, encoding: 'utf8', highWaterMark: 4 }))
      part.push(chunk)
    const failed = await new Promise((resolve) =>
      fs.createReadStream(at('none')).on('error', (error: Error) => resolve(plain(error))),
    )
    const events: string[] = []
    await new Promise<void>((resolve) => {
      const stream = fs.createWriteStream(at('events'), { flags: 'a' })
      for (const name of ['open', 'ready', 'finish', 'close']) stream.on(name, () => events.push(name))
      stream.on('close', resolve)
      stream.write('a')
      stream.end('b')
    })
    return [
      fs.readFileSync(at('out'), 'utf8') === text,
      output.bytesWritten,
      input.bytesRead,
      part,
      failed,
      events,
      fs.readFileSync(at('events'), 'utf8'),
    ]
  },
  'goes with util.promisify': async (fs, at, require) => {
    const { promisify } = require('util')
    await promisify(fs.writeFile)(at('f'), 'abc')
    const fd = await promisify(fs.open)(at('f'), 'r')
    const { bytesRead, buffer } = await promisify(fs.read)(fd, new Uint8Array(2), 0, 2, 0)
    return [await promisify(fs.readFile)(at('f'), 'utf8'), bytesRead, buffer, await promisify(fs.exists)(at('f'))]
  },
}

describe('fs', () => {
  test.each(Object.entries(same))('%s', async (_name, run) => {
    const { ours, node } = await both(environment, (require) => {
      const fs = require('fs')
      fs.mkdirSync(root, { recursive: true })
      return run(fs, (name) => (name ? `${root}/${name}` : root), require)
    })
    expect(ours).toEqual(node)
  })

  test('has the deployment package, read-only', () => {
    const fs = environment.require('fs')
    expect(fs.readFileSync('/var/task/index.mjs', 'utf8')).toContain('handler')
    expect(fs.readFileSync('data/config.json', 'utf8')).toBe('{"a":1}')
    expect(fs.readFileSync(new URL('file:///var/task/data/config.json'), 'utf8')).toBe('{"a":1}')
    expect(fs.readdirSync('.')).toEqual(['data', 'index.mjs'])
    const erofs = (syscall: string, path: string) => ({
      thrown: {
        error: 'Error',
        code: 'EROFS',
        errno: -30,
        syscall,
        message: `EROFS: read-only file system, ${syscall} '${path}'`,
      },
    })
    expect(
      each([
        () => fs.writeFileSync('/var/task/new', ''),
        () => fs.appendFileSync('index.mjs', ''),
        () => fs.mkdirSync('/var/task/dir'),
        () => fs.unlinkSync('/var/task/index.mjs'),
        () => fs.rmdirSync('/opt'),
        () => fs.accessSync('/var/task/index.mjs', fs.constants.W_OK),
      ]),
    ).toEqual([
      erofs('open', '/var/task/new'),
      erofs('open', 'index.mjs'),
      erofs('mkdir', '/var/task/dir'),
      erofs('unlink', '/var/task/index.mjs'),
      erofs('rmdir', '/opt'),
      erofs('access', '/var/task/index.mjs'),
    ])
    expect(() => fs.renameSync('/var/task/index.mjs', '/tmp/x')).toThrow(/EXDEV/)
    fs.copyFileSync('/var/task/index.mjs', '/tmp/copy')
    expect(fs.readFileSync('/tmp/copy', 'utf8')).toContain('handler')
  })

  test('/tmp is as large as configured, and what is deleted is free again', async () => {
    const small = await createEnvironment({ ephemeralStorageBytes: 1000 })
    const fs = small.require('fs')
    fs.writeFileSync('/tmp/a', new Uint8Array(600))
    expect(plain(each([() => fs.writeFileSync('/tmp/b', new Uint8Array(401))]))).toEqual([
      {
        thrown: {
          error: 'Error',
          code: 'ENOSPC',
          errno: -28,
          syscall: 'write',
          message: 'ENOSPC: no space left on device, write',
        },
      },
    ])
    fs.writeFileSync('/tmp/b', new Uint8Array(400))
    fs.linkSync('/tmp/a', '/tmp/also-a')
    fs.unlinkSync('/tmp/a')
    expect(() => fs.appendFileSync('/tmp/b', 'x')).toThrow(/ENOSPC/)
    fs.unlinkSync('/tmp/also-a')
    fs.appendFileSync('/tmp/b', new Uint8Array(600))
    expect(() => fs.appendFileSync('/tmp/b', 'x')).toThrow(/ENOSPC/)
    fs.truncateSync('/tmp/b', 0)
    fs.mkdirSync('/tmp/dir')
    fs.writeFileSync('/tmp/dir/c', new Uint8Array(1000))
    fs.rmSync('/tmp/dir', { recursive: true })
    fs.writeFileSync('/tmp/d', new Uint8Array(1000))
    expect(fs.statfsSync('/tmp').bavail).toBe(0)
  })

  test('an interrupted random walk keeps the books of /tmp', async () => {
    const limit = 4000
    const walk = await createEnvironment({ ephemeralStorageBytes: limit })
    const fs = walk.require('fs')
    let state = 7
    const draw = (below: number) => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) % below
    const name = () => `/tmp/${['a', 'b', 'c', 'd/e', 'd/f'][draw(5)]}`
    fs.mkdirSync('/tmp/d')
    for (let step = 0; step < 3000; step++) {
      const [one, other] = [name(), name()]
      const actions = [
        () => fs.writeFileSync(one, new Uint8Array(draw(1500))),
        () => fs.appendFileSync(one, new Uint8Array(draw(300))),
        () => fs.truncateSync(one, draw(1500)),
        () => fs.unlinkSync(one),
        () => fs.renameSync(one, other),
        () => fs.copyFileSync(one, other),
        () => fs.linkSync(one, other),
      ]
      each([actions[draw(actions.length)] as () => void])
    }
    const sizes = new Map<number, number>()
    for (const entry of fs.readdirSync('/tmp', { recursive: true })) {
      const stats = fs.statSync(`/tmp/${entry}`)
      if (stats.isFile()) sizes.set(stats.ino, stats.size)
    }
    const used = [...sizes.values()].reduce((sum, size) => sum + size, 0)
    expect(used).toBeLessThanOrEqual(limit)
    // Exactly what is left fits, and not one byte more.
    fs.writeFileSync('/tmp/rest', new Uint8Array(limit - used))
    expect(() => fs.appendFileSync('/tmp/rest', 'x')).toThrow(/ENOSPC/)
  })

  test('/tmp outlives a reset', async () => {
    const fs = environment.require('fs')
    fs.mkdirSync('/tmp/empty/inner', { recursive: true })
    fs.mkdirSync('/tmp/cache')
    fs.writeFileSync('/tmp/cache/bytes', Uint8Array.from([0, 255]))
    const kept = environment.builtins.temporaryFiles()
    expect(kept).toEqual({ '/tmp/empty/inner/': '', '/tmp/cache/bytes': 'AP8=' })
    const after = await createEnvironment({ temporaryFiles: { ...kept } })
    expect(after.builtins.temporaryFiles()).toEqual(kept)
    expect(plain(after.require('fs').readFileSync('/tmp/cache/bytes'))).toEqual({ bytes: '00ff' })
    expect(after.require('fs').readdirSync('/tmp/empty')).toEqual(['inner'])
    expect(after.builtins.temporaryFiles()).toEqual(kept)
  })

  test('times are the virtual clock’s', () => {
    const fs = environment.require('fs')
    fs.writeFileSync('/tmp/f', '')
    environment.timers.now += 5000
    fs.appendFileSync('/tmp/f', 'x')
    const { birthtimeMs, mtimeMs, mtime } = fs.statSync('/tmp/f')
    expect([birthtimeMs, mtimeMs]).toEqual([environment.timers.started, environment.timers.now])
    expect(mtime).toEqual(new Date(environment.timers.now))
  })

  test('descriptors 1 and 2 are the log', () => {
    const fs = environment.require('fs')
    fs.writeSync(1, 'out\n')
    fs.writeFileSync(2, 'err\n')
    expect(environment.output).toEqual(['out\n', 'err\n'])
  })

  test('watching says why not', () => {
    expect(() => environment.require('fs').watch('/tmp')).toThrow(
      /fs\.watch is not available in a browser: nothing but the function/,
    )
  })
})
