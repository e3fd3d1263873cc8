"""Pure rules: functions from frozen values to frozen values and violations."""
