/** A cloud whose run is written down as it goes. */

import { Cloud, type CloudSettings } from '../cloud'
import type { EnvironmentHost } from '../lambda/host'
import type {
  CloudOptions,
  InvokeRequest,
  LoadRequest,
  PlayRequest,
  SendRequest,
  WebRequest,
  WireRequest,
} from '../protocol'
import { Recording } from './recording'

export class RecordedCloud extends Cloud {
  readonly recording: Recording

  /** @param bytesMax how much is kept */
  constructor(options: CloudOptions, host: EnvironmentHost, bytesMax?: number) {
    const recording = new Recording(options, bytesMax)
    super(options, recorded(host, recording))
    recording.follow(this.kernel)
    this.recording = recording
  }

  // Whatever comes in from outside.

  override configure(changed: Partial<CloudSettings>): void {
    this.recording.addInput(changed, (cloud) => cloud.configure(changed))
    super.configure(changed)
  }

  override deploy(...given: Parameters<Cloud['deploy']>): ReturnType<Cloud['deploy']> {
    this.recording.addInput(given, (cloud) => cloud.deploy(...given))
    return super.deploy(...given)
  }

  override invoke(request: InvokeRequest): ReturnType<Cloud['invoke']> {
    this.recording.addInput(request, (cloud) => cloud.invoke(request))
    return super.invoke(request)
  }

  override load(request: LoadRequest): ReturnType<Cloud['load']> {
    this.recording.addInput(request, (cloud) => cloud.load(request))
    return super.load(request)
  }

  override play(request: PlayRequest): ReturnType<Cloud['play']> {
    this.recording.addInput(request, (cloud) => cloud.play(request))
    return super.play(request)
  }

  override send(request: SendRequest): ReturnType<Cloud['send']> {
    this.recording.addInput(request, (cloud) => cloud.send(request))
    return super.send(request)
  }

  override aws(request: WireRequest): ReturnType<Cloud['aws']> {
    this.recording.addInput(request, (cloud) => cloud.aws(request))
    return super.aws(request)
  }

  override userCredentials(): ReturnType<Cloud['userCredentials']> {
    this.recording.addInput(null, (cloud) => cloud.userCredentials())
    return super.userCredentials()
  }

  override http(request: WebRequest): ReturnType<Cloud['http']> {
    this.recording.addInput(request, (cloud) => cloud.http(request))
    return super.http(request)
  }
}

/** What the processes answer. */
function recorded(host: EnvironmentHost, recording: Recording): EnvironmentHost {
  return {
    start() {
      const process = host.start()
      const add = recording.addProcess()
      return {
        async turn(message) {
          const end = await process.turn(message)
          add(end)
          return end
        },
        terminate: () => process.terminate(),
      }
    },
  }
}
