/** Monaco's general worker: finds links and words. */
import 'monaco-editor/editor/editor.worker'
