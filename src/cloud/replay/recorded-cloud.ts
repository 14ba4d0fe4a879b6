/** A cloud whose run is written down as it goes. */

import { Cloud, type CloudSettings } from '../cloud'
import type { EnvironmentHost } from '../lambda/host'
import type {
  CloudOptions,
  DeployReport,
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
  /** Of the last deployment. */
  deployed: DeployReport | null = null

  /** @param bytesMax how much is kept */
  constructor(options: CloudOptions, host: EnvironmentHost, bytesMax?: number) {
    const recording = new Recording(options, bytesMax)
    super(options, recorded(host, recording))
    recording.follow(this.kernel)
    this.recording = recording
  }

  // Whatever comes in from outside.

  override configure(changed: Partial<CloudSettings>): void {
    this.recording.addInput('configure', [changed])
    super.configure(changed)
  }

  override deploy(...given: Parameters<Cloud['deploy']>): ReturnType<Cloud['deploy']> {
    this.recording.addInput('deploy', given)
    return (this.deployed = super.deploy(...given))
  }

  override invoke(request: InvokeRequest): ReturnType<Cloud['invoke']> {
    this.recording.addInput('invoke', [request])
    return super.invoke(request)
  }

  override load(request: LoadRequest): ReturnType<Cloud['load']> {
    this.recording.addInput('load', [request])
    return super.load(request)
  }

  override play(request: PlayRequest): ReturnType<Cloud['play']> {
    this.recording.addInput('play', [request])
    return super.play(request)
  }

  override send(request: SendRequest): ReturnType<Cloud['send']> {
    this.recording.addInput('send', [request])
    return super.send(request)
  }

  override aws(request: WireRequest): ReturnType<Cloud['aws']> {
    this.recording.addInput('aws', [request])
    return super.aws(request)
  }

  override userCredentials(): ReturnType<Cloud['userCredentials']> {
    this.recording.addInput('userCredentials', [])
    return super.userCredentials()
  }

  override http(request: WebRequest): ReturnType<Cloud['http']> {
    this.recording.addInput('http', [request])
    return super.http(request)
  }

  override loseProcesses(): ReturnType<Cloud['loseProcesses']> {
    this.recording.addInput('loseProcesses', [])
    return super.loseProcesses()
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
