import '../components/toasts.js';
import '../components/explanation.js';
import './app-shell.js';
