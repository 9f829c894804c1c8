/** @file Starts the page. */
import { mount } from 'svelte';
import App from './features/shell/App.svelte';
import './ui/tokens.css';

mount(App, { target: document.getElementById('app')! });
