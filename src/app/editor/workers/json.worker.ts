/** Checks, completes and formats JSON. */
import 'monaco-editor/languages/features/json/json.worker'
