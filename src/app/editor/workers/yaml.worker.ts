/** Understands YAML, and completes it by a JSON schema. */
import 'monaco-yaml/yaml.worker'
