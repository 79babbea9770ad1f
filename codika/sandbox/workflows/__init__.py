"""The workflows of the sandbox, one file each; `codika.sandbox.workflow` imports them all."""
