import Plan
import Testing
