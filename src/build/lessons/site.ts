/** Everything that the plugin needs of the lessons, loaded by it when it is wanted. */

export { readCourse } from './course'
export { coursePages, type Parts } from './pages'
