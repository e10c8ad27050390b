"""What members of a shared cast agree on before one of them pays.

team       this library as a member: the place, and who it is there
chains     who is creating a character: one chain of objects for each
spending   the ledger of a team's budget
guard      asked before each request is sent
telling    tells the others how it ended
settling   a person looks at claims and budgets, and ends them
"""
